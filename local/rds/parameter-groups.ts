/** Parameters of RDS itself, which PostgreSQL does not know, with the reason why each has no effect here. */
const ofRdsOnly: Record<string, string> = {
  'rds.force_ssl': 'the local PostgreSQL listens on loopback only and has no certificate',
};

/** The server settings in a parameter group. Throws for parameters of RDS that mean nothing here. */
export function serverSettings(parameters: Record<string, string>): Record<string, string> {
  const settings = Object.entries(parameters).filter(([name]) => !(name in ofRdsOnly));
  const unknown = settings.find(([name]) => name.startsWith('rds.'));
  if (!unknown) return Object.fromEntries(settings);
  throw new Error(`The local run does not understand the parameter ${unknown[0]} of a DB parameter group.`);
}
