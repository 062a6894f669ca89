import { createServer, type ServerResponse } from 'node:http';
import { closeServer, listenOnLoopback } from '../../local/loopback-server.ts';
import { passOn, type RelayedAnswer, readRequest } from './http-relay.ts';
import type { Scene } from './scene.ts';

/** A request that a sick target got, and what it can do about it. */
export interface SickRequest {
  response: ServerResponse;
  /** Has the healthy target do what is asked, once each time. */
  passOn: () => Promise<RelayedAnswer>;
}

/** What a target does that is not well. */
export type Illness = (request: SickRequest) => void | Promise<void>;

/** A second target behind the load balancer, that passes its health checks and is ill all the same. */
export interface SickTarget {
  /** How many requests it got, health checks apart. */
  readonly requests: number;
  /** It gets no more requests; those that it does not answer are broken off. */
  leave: () => Promise<void>;
}

/** Puts a sick target behind the legacy API's load balancer, which gives it every other request. */
export async function joinSickTarget({ system, names }: Scene, illness: Illness): Promise<SickTarget> {
  const { loadBalancers } = system.run.system;
  const name = names.of('legacy', 'LoadBalancerHttpLegacyApiGroup').slice(0, 32);
  const group = loadBalancers.targetGroup(
    loadBalancers.targetGroups().find((arn) => arn.includes(`/${name}/`)) ?? name,
  );
  const healthy = group.next();
  if (!healthy) throw new Error('The legacy API has no target: there is none to be ill beside');
  const healthyUrl = `http://${healthy.address}:${healthy.port}`;
  const ailing: Promise<void>[] = [];
  const server = createServer((incoming, response) => {
    if (incoming.url === '/health') return void response.end();
    const ail = async () => {
      const request = await readRequest(incoming);
      await illness({ response, passOn: () => passOn(healthyUrl, request) });
    };
    ailing.push(ail().catch(() => void response.destroy()));
  });
  const target = group.register('127.0.0.1', await listenOnLoopback(server));
  await target.healthy;
  return {
    get requests() {
      return ailing.length;
    },
    async leave() {
      target.deregister();
      await Promise.all(ailing);
      await closeServer(server);
    },
  };
}

/** Sends an answer on. */
export const send = (response: ServerResponse, { status, contentType, body }: RelayedAnswer): void =>
  void response.writeHead(status, { 'content-type': contentType }).end(body);
