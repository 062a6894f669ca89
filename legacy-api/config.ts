/** What the server needs to know, all of it from the environment. */
export interface Config {
  /** 0 takes any free port. */
  port: number;
  /** The address to listen on; all of the machine's when absent. */
  host: string | undefined;
  /** How long running requests may take to finish on stop, in seconds. Whoever kills the process must wait longer. */
  drainSeconds: number;
  database: DatabaseConfig;
}

export interface DatabaseConfig {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
  /** The most connections that this process opens. */
  poolSize: number;
}

/** Reads the environment. Throws one error that names every wrong variable; values of secrets are not in it. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const wrong: string[] = [];

  function text(name: string): string {
    const value = env[name];
    if (!value) wrong.push(`${name} is missing`);
    return value ?? '';
  }

  function wholeNumber(name: string, min: number, max: number): number {
    const value = text(name);
    if (/^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value);
    if (value) wrong.push(`${name} is "${value}", expected a whole number from ${min} to ${max}`);
    return min;
  }

  const config: Config = {
    port: wholeNumber('PORT', 0, 65_535),
    host: env['HOST'] || undefined,
    // Fargate waits 120 s at most between SIGTERM and SIGKILL.
    drainSeconds: wholeNumber('DRAIN_SECONDS', 1, 110),
    database: {
      host: text('DATABASE_HOST'),
      port: wholeNumber('DATABASE_PORT', 1, 65_535),
      database: text('DATABASE_NAME'),
      user: text('DATABASE_USER'),
      password: text('DATABASE_PASSWORD'),
      poolSize: wholeNumber('DATABASE_POOL_SIZE', 1, 100),
    },
  };
  // pg would take a misspelt one for no TLS at all.
  const sslMode = env['PGSSLMODE'];
  if (sslMode !== undefined && !['disable', 'verify-full'].includes(sslMode))
    wrong.push(`PGSSLMODE is "${sslMode}", expected disable or verify-full`);
  if (wrong.length === 0) return config;
  throw new Error(`The environment is wrong: ${wrong.join('; ')}. Set it where the container is defined.`);
}
