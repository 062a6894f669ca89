/** What the parameters of a DB parameter group mean for a PostgreSQL. */
export interface ServerParameters {
  /** As in postgresql.conf. */
  settings: Record<string, string>;
  /** Whether it refuses connections without TLS. */
  forceSsl: boolean;
}

/**
 * Reads a DB parameter group. `rds.force_ssl` is on unless it is 0, as for PostgreSQL 15 and later. Throws for other
 * parameters that only RDS knows.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
 */
export function serverParameters(parameters: Record<string, string>): ServerParameters {
  const { 'rds.force_ssl': forceSsl = '1', ...settings } = parameters;
  if (!['0', '1'].includes(forceSsl)) throw new Error(`rds.force_ssl is "${forceSsl}"; give 0 or 1.`);
  const unknown = Object.keys(settings).find((name) => name.startsWith('rds.'));
  if (!unknown) return { settings, forceSsl: forceSsl === '1' };
  throw new Error(`The local run does not understand the parameter ${unknown} of a DB parameter group.`);
}
