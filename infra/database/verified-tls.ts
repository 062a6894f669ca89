/**
 * The environment of a function that talks to PostgreSQL on RDS. `verify-full`, which node-postgres reads by itself, wants
 * TLS and checks the server's certificate; the authorities of RDS are in a file of Lambda's runtime that Node.js loads only
 * when told to ("CA certificate loading" in https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html).
 */
export const verifiedTls = {
  PGSSLMODE: 'verify-full',
  NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
};
