// Plain JavaScript: it must run far enough on an old Node.js to say that it is too old.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 5)) {
  console.error(
    `Node.js ${process.version} is too old: 24.5 or later is needed. On Linux and Windows "npm ci" brings it along ` +
      'and npm scripts find it; elsewhere install it from https://nodejs.org.',
  );
  process.exit(1);
}
const { enableCompileCache } = await import('node:module');
// What was compiled once is not compiled again: every command starts a fifth of a second sooner.
enableCompileCache(`${import.meta.dirname}/../node_modules/.cache/commands`);
const { main } = await import('./main.ts');
await main(process.argv.slice(2));
