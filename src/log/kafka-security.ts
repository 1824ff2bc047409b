/** How a broker is known for what it is, and knows us. */
export interface KafkaSecurity {
  /** null: in the clear. */
  readonly tls: KafkaTls | null
  readonly sasl: KafkaLogin | null
}

/** All in PEM. */
export interface KafkaTls {
  /** Who may have signed the brokers' certificates; null: those that Node knows. */
  readonly ca: string | null
  /** What is shown to brokers that ask for it. */
  readonly cert: string | null
  readonly key: string | null
}

export type KafkaLogin =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
      readonly user: string
      readonly password: string
    }
  /** The token is read from its file at each login: tokens are short-lived, and somebody else renews them there. */
  | { readonly mechanism: 'oauthbearer'; readonly tokenFile: string }

export const NO_SECURITY: KafkaSecurity = { tls: null, sasl: null }
