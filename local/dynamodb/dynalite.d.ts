declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A server that is not listening yet; its data live in memory. Times are milliseconds that a change takes. */
  export default function dynalite(options: {
    createTableMs: number;
    deleteTableMs: number;
    updateTableMs: number;
  }): Server;
}
