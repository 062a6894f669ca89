// Stands in a bundle for cls-hooked, where the X-Ray SDK keeps the segment that is open. That package watches every promise by
// a hook, which took a fifth of the processor time of all functions here; AsyncLocalStorage does the same for nearly nothing.
const { AsyncLocalStorage } = require('node:async_hooks');

const namespaces = new Map();

class Namespace {
  #storage = new AsyncLocalStorage();
  /** Of the process: what Lambda's runtime calls belongs to no context of its own. */
  #entered;

  get active() {
    return this.#storage.getStore() ?? this.#entered;
  }

  get(key) {
    return this.active?.[key];
  }

  set(key, value) {
    const { active } = this;
    if (!active) throw new Error('No context available. ns.run() or ns.bind() must be called first.');
    active[key] = value;
    return value;
  }

  createContext() {
    return Object.create(this.active ?? Object.prototype);
  }

  enter(context) {
    this.#entered = context;
  }

  run(work) {
    const context = this.createContext();
    this.#storage.run(context, work, context);
    return context;
  }

  bind(work, context = this.active ?? this.createContext()) {
    const storage = this.#storage;
    return function bound(...args) {
      return storage.run(context, () => work.apply(this, args));
    };
  }
}

exports.getNamespace = (name) => namespaces.get(name);
exports.createNamespace = (name) => {
  const namespace = new Namespace();
  namespaces.set(name, namespace);
  return namespace;
};
exports.destroyNamespace = (name) => void namespaces.delete(name);
