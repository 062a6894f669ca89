/** As much of cls-hooked as the X-Ray SDK uses. */
interface Namespace {
  get(key: string): unknown;
  set<Value>(key: string, value: Value): Value;
  createContext(): object;
  /** From now on what is in no run sees this context. */
  enter(context: object): void;
  /** Calls `work` in a context that inherits all of the one around it. */
  run(work: (context: object) => void): object;
  bind<Arguments extends unknown[], Result>(
    work: (...args: Arguments) => Result,
    context?: object,
  ): (...args: Arguments) => Result;
}

declare const traceContext: {
  createNamespace(name: string): Namespace;
  getNamespace(name: string): Namespace | undefined;
  destroyNamespace(name: string): void;
};
export = traceContext;
