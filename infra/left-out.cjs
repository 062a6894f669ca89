// Stands in a bundle for each module that left-out.ts leaves out. Any export may be read, and made with `new`, as packages do
// while they start; whoever uses it is told what happened.
function exportOf(name) {
  const complain = () => {
    throw new Error(
      `${name} is of a module that is left out of the bundles. infra/left-out.ts says which: take it off its list.`,
    );
  };
  return function leftOut() {
    return new.target ? new Proxy({}, { get: complain }) : complain();
  };
}

// The prototype, because what wraps a CommonJS module in an ES module copies the properties of the object, not of its prototype.
module.exports = Object.create(
  new Proxy(
    {},
    { get: (_, name) => (typeof name === 'string' && name !== '__esModule' ? exportOf(name) : undefined) },
  ),
);
