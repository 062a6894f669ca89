import { setTimeout as delay } from 'node:timers/promises';
import { ledgerConnections } from '../../../infra/capacity.ts';
import type { SystemFault } from '../fault.ts';
import type { Scene } from '../scene.ts';
import { connectTo } from '../stores/databases.ts';
import { hitPatience, until } from '../until.ts';

const common = { lane: 'database', every: 1_000, orders: 6 } as const;

/** How long it lasts after the first worker has noticed, in milliseconds. */
const lasting = { least: 500, most: 2_000 };

/** Sessions of the ledger's role, whose names are its workers', but for our own. */
const workers = `usename = current_user AND pid <> pg_backend_pid() AND application_name <> ''`;
const endSessions = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${workers}`;

/** Waits until so many workers have logged an error that says this. Answers how many have. */
async function seen({ witness, signal }: Scene, words: string, act: () => unknown): Promise<number> {
  const before = witness.logged(words);
  act();
  await until(() => witness.logged(words) > before, hitPatience, signal);
  return witness.logged(words) - before;
}

export const databaseDown: SystemFault = {
  ...common,
  name: 'database-down',
  promise: 'While the database is away for seconds, events wait, and none is lost',
  async strike({ scene, random, placeOrders }) {
    const { databases } = scene.system.run.system;
    const { server } = databases.find(databases.identifiers()[0] ?? '');
    await server.stop();
    try {
      const hits = await seen(scene, 'ECONNREFUSED', placeOrders);
      await delay(random.between(lasting.least, lasting.most), undefined, { signal: scene.signal });
      return hits;
    } finally {
      await server.start();
    }
  },
};

export const databaseFull: SystemFault = {
  ...common,
  name: 'database-out-of-connections',
  promise: 'While the database has no connection left, events wait, and none is lost',
  async strike({ scene, random, placeOrders }) {
    const { signal } = scene;
    const first = await connectTo(scene, 'ledger');
    const taken = [first];
    const takeAll = async () => {
      await first.query(endSessions);
      // Until PostgreSQL refuses one: somebody else was faster.
      while (taken.length < ledgerConnections) taken.push(await connectTo(scene, 'ledger'));
      return true;
    };
    try {
      await until(() => takeAll().catch(() => false), hitPatience, signal);
      const hits = await seen(scene, 'too many connections for role', placeOrders);
      await delay(random.between(lasting.least, lasting.most), undefined, { signal });
      return hits;
    } finally {
      await Promise.all(taken.map((client) => client.end()));
    }
  },
};

/** How long an error takes to be logged, in milliseconds. */
const logPatience = 500;

export const databaseDeadlock: SystemFault = {
  ...common,
  name: 'database-deadlock',
  promise: 'An event whose transaction PostgreSQL ends to break a deadlock is recorded at the next try',
  async strike({ scene, placeOrders }) {
    const { signal } = scene;
    const [holder, watcher] = [await connectTo(scene, 'ledger'), await connectTo(scene, 'ledger')];
    const aWorkerWaits = async () => {
      const { rows } = await watcher.query(
        `SELECT FROM pg_stat_activity WHERE ${workers} AND wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    };
    const words = 'deadlock detected';
    const before = scene.witness.logged(words);
    const hits = () => scene.witness.logged(words) - before;
    const lockEachOther = async () => {
      await holder.query('BEGIN');
      await holder.query('LOCK TABLE ledger_entries IN SHARE MODE');
      await until(aWorkerWaits, hitPatience, signal);
      // The worker has what this wants, and waits for what this has. PostgreSQL ends one of the two: it may be this.
      await holder.query('LOCK TABLE payment_events IN SHARE MODE').catch(() => undefined);
      await holder.query('ROLLBACK');
      return until(() => hits() > 0, logPatience, signal);
    };
    try {
      placeOrders();
      await until(lockEachOther, hitPatience, signal);
      return hits();
    } finally {
      await Promise.all([holder.end(), watcher.end()]);
    }
  },
};

/** Makes each commit of an event take a while, so that one can be cut in the middle. */
const slowCommits = `
  CREATE FUNCTION chaos_slow_commit() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(0.1); RETURN NULL; END $$;
  CREATE CONSTRAINT TRIGGER chaos_slow_commit AFTER INSERT ON payment_events
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION chaos_slow_commit()`;
const fastCommits = 'DROP FUNCTION chaos_slow_commit CASCADE';
const cutCommits = `${endSessions} AND state = 'active' AND query = 'COMMIT'`;

export const databaseCut: SystemFault = {
  ...common,
  name: 'database-cut-in-commit',
  promise:
    'An event whose connection breaks in the middle of a commit is recorded once, whatever became of the commit',
  async strike({ scene, placeOrders }) {
    const client = await connectTo(scene, 'ledger');
    let cut = 0;
    try {
      await client.query(slowCommits);
      placeOrders();
      const cutSome = async () => {
        cut += (await client.query(cutCommits)).rows.length;
        return cut >= 3;
      };
      await until(cutSome, hitPatience, scene.signal);
    } finally {
      await client.query(fastCommits);
      await client.end();
    }
    return cut;
  },
};
