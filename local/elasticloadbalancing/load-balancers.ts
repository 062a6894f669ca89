import { Agent, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { closeServer, listenOnLoopback } from '../loopback-server.ts';
import { type ListenerRule, rewritten, takes } from './listener-rule.ts';
import { answerInOwnName } from './own-answers.ts';
import { forward } from './proxy.ts';
import { TargetGroup, type TargetGroupConfig } from './target-group.ts';

interface LoadBalancer {
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** As much of the URL as a DNS name would be on AWS: host and port. */
  dnsName: string;
}

interface RunningLoadBalancer extends LoadBalancer {
  server: Server;
  idleTimeoutSeconds: number;
  /** Where its listener sends requests that no rule takes. */
  targetGroupArn?: string;
  rules: ListenerRule[];
}

/** Elastic Load Balancing: each Application Load Balancer is an HTTP server on a free loopback port. */
export class LoadBalancers {
  readonly #loadBalancers = new Map<string, RunningLoadBalancer>();
  readonly #targetGroups = new Map<string, TargetGroup>();
  readonly #agent = new Agent({ keepAlive: true });

  /** Listens at once, so that its address is known; answers 503 until it has a listener with a target. */
  async create(arn: string, options: { idleTimeoutSeconds: number }): Promise<LoadBalancer> {
    const server = createServer((request, response) => this.#answer(arn, request, response));
    // The timeout between two requests of a client; Node's own 5 s would break off what AWS keeps open.
    server.keepAliveTimeout = options.idleTimeoutSeconds * 1000;
    const dnsName = `127.0.0.1:${await listenOnLoopback(server)}`;
    const running: RunningLoadBalancer = { ...options, server, dnsName, url: `http://${dnsName}`, rules: [] };
    this.#loadBalancers.set(arn, running);
    return running;
  }

  createTargetGroup(arn: string, config: TargetGroupConfig): void {
    this.#targetGroups.set(arn, new TargetGroup(config));
  }

  /** Sets where a load balancer sends its requests. It has one listener here, on its one port. */
  createListener(loadBalancerArn: string, targetGroupArn: string): void {
    const loadBalancer = this.#running(loadBalancerArn);
    if (loadBalancer.targetGroupArn) {
      throw new Error(
        `${loadBalancerArn} has a listener already: a local load balancer has one port and one listener.`,
      );
    }
    this.targetGroup(targetGroupArn); // throws when there is none
    loadBalancer.targetGroupArn = targetGroupArn;
  }

  /** Adds a rule to the listener of a load balancer. */
  createRule(loadBalancerArn: string, rule: ListenerRule): void {
    const { rules } = this.#running(loadBalancerArn);
    this.targetGroup(rule.targetGroupArn); // throws when there is none
    rules.push(rule);
    rules.sort((a, b) => a.priority - b.priority);
  }

  /** A load balancer by its ARN; throws when there is none. */
  find(arn: string): LoadBalancer {
    return this.#running(arn);
  }

  /** The ARNs of all target groups. */
  targetGroups(): string[] {
    return [...this.#targetGroups.keys()];
  }

  /** A target group by its ARN, to register targets at; throws when there is none. */
  targetGroup(arn: string): TargetGroup {
    const group = this.#targetGroups.get(arn);
    if (!group) throw new Error(`There is no target group ${arn}.`);
    return group;
  }

  /** Closes all connections. May be called again. */
  async stop(): Promise<void> {
    const servers = [...this.#loadBalancers.values()].map(({ server }) => server);
    this.#loadBalancers.clear();
    await Promise.all(servers.map(closeServer));
    this.#agent.destroy();
  }

  #running(arn: string): RunningLoadBalancer {
    const loadBalancer = this.#loadBalancers.get(arn);
    if (!loadBalancer) throw new Error(`There is no load balancer ${arn}.`);
    return loadBalancer;
  }

  #answer(arn: string, request: IncomingMessage, response: ServerResponse): void {
    const { targetGroupArn: defaultGroup, rules, idleTimeoutSeconds } = this.#running(arn);
    const url = request.url ?? '/';
    const rule = rules.find((candidate) => takes(candidate, url));
    const group = rule?.targetGroupArn ?? defaultGroup;
    const target = group && this.targetGroup(group).next();
    if (target) {
      const { address, port } = target;
      response.once('close', target.begin());
      const path = rule ? rewritten(rule, url) : url;
      forward(request, response, { address, port, path, agent: this.#agent, idleTimeoutSeconds });
      return;
    }
    request.resume();
    answerInOwnName(response, 503);
  }
}
