import { expect, test } from 'vitest';
import { serverSettings } from './parameter-groups.ts';

test('parameters of PostgreSQL act, forced TLS is left out, others of RDS are refused by name', () => {
  const settings = { max_connections: '40', idle_session_timeout: '300000' };
  expect(serverSettings({ ...settings, 'rds.force_ssl': '1' })).toEqual(settings);
  expect(() => serverSettings({ 'rds.logical_replication': '1' })).toThrow('rds.logical_replication');
});
