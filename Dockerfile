# The pipeline and its commands, as `npm run` starts them. docker-compose.yml runs it with `--profile full`; docs/operating.md says how to.
FROM node:20.20-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No package needs its install script: the binaries come with them (docs/decisions.md).
RUN npm ci --omit=dev --ignore-scripts

FROM node:20.20-bookworm-slim
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json tsconfig.json ./
COPY src src
COPY docker/healthcheck.mjs docker/
# A new volume takes over owner and mode of the folder that it is mounted on.
RUN mkdir -m 0750 /storage && chown 1000:1000 /storage

ENV NODE_ENV=production \
    TIDELINE_LOG=lmdb:/storage/log \
    TIDELINE_STORAGE=/storage
# Node's own user, by number: Kubernetes cannot tell from a name that it is not root.
USER 1000:1000
VOLUME /storage
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=4s --start-period=30s --retries=3 CMD ["node", "docker/healthcheck.mjs"]
# Without a shell and without npm, so that the signal reaches Node. tsx keeps what it has compiled in /tmp, which may be a tmpfs of 16 MB.
CMD ["node", "--max-semi-space-size=128", "--import", "tsx", "src/cli/pipeline.ts"]
