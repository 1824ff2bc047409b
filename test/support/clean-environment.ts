/**
 * The environment for a command of ours: none of the settings of whoever runs the tests. And nothing is served, unless a test says
 * where: pipelines side by side would all want the default port.
 */
export const cleanEnvironment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TIDELINE_'))),
  TIDELINE_HTTP: 'off',
})
