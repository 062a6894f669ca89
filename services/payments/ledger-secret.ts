import * as z from 'zod';

/** The JSON secret of the ledger's database. */
export const ledgerSecretSchema = z.object({
  host: z.string(),
  port: z.coerce.number(),
  username: z.string(),
  password: z.string(),
  dbname: z.string(),
});

export type LedgerSecret = z.infer<typeof ledgerSecretSchema>;
