declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A server that is not listening yet; its data live in memory. Times are milliseconds that a change takes. */
  export default function dynalite(options: {
    createTableMs: number;
    deleteTableMs: number;
    updateTableMs: number;
  }): Server;
}

declare module 'dynalite/db/index.js' {
  type Value = Record<string, unknown>;
  type Refusal = Error & { body: { message: string } };
  type Refused = Refusal | null | undefined;
  interface Updates {
    sections: { path: string[]; val?: Value }[];
  }

  /** The checks that dynalite's operations ask; what replaces one here replaces it for all. */
  const db: {
    validateKey: (key: Record<string, Value>, table: object, keySchema?: object) => Refused;
    validateItem: (item: Record<string, Value>, table: object) => Refused;
    validateUpdates: (attributeUpdates: unknown, updates: Updates | undefined, table: object) => Refused;
    traverseIndexes: (
      table: object,
      visit: (attribute: string, type: string, index: { IndexName: string }) => Refused,
    ) => Refused;
    validationError: (message: string) => Refusal;
  };
  export default db;
}
