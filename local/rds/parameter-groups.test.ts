import { expect, test } from 'vitest';
import { serverParameters } from './parameter-groups.ts';

const settings = { max_connections: '40', idle_session_timeout: '300000' };

test('parameters of PostgreSQL are its settings; others of RDS are refused by name', () => {
  expect(serverParameters(settings).settings).toEqual(settings);
  expect(() => serverParameters({ 'rds.logical_replication': '1' })).toThrow('rds.logical_replication');
});

test('TLS is forced unless rds.force_ssl is 0', () => {
  expect(serverParameters(settings).forceSsl).toBe(true);
  expect(serverParameters({ 'rds.force_ssl': '1' })).toEqual({ settings: {}, forceSsl: true });
  expect(serverParameters({ 'rds.force_ssl': '0' })).toEqual({ settings: {}, forceSsl: false });
  expect(() => serverParameters({ 'rds.force_ssl': 'on' })).toThrow('rds.force_ssl is "on"; give 0 or 1');
});
