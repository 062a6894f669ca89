/** A certificate with its private key, both in PEM. */
export interface Certificate {
  certificate: string;
  privateKey: string;
}

const elliptic = { keyType: 'ec', algorithm: 'sha256' } as const;

/** Creates a certificate authority, which exists nowhere but in the memory of this process. */
export async function createAuthority(): Promise<Certificate> {
  return generate('local RDS', {
    ...elliptic,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
}

/**
 * Issues the certificate of a server on this machine. It names `localhost` as well: that is what Node's TLS checks when a
 * client gives it a socket and no host name, as node-postgres does for an IP address.
 */
export async function issueServerCertificate(authority: Certificate): Promise<Certificate> {
  return generate('127.0.0.1', {
    ...elliptic,
    ca: { cert: authority.certificate, key: authority.privateKey },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' },
        ],
      },
    ],
  });
}

type Options = Parameters<typeof import('selfsigned').generate>[1];

async function generate(commonName: string, options: Options): Promise<Certificate> {
  // Not loaded before it is needed: that takes a while.
  const selfsigned = await import('selfsigned');
  const made = await selfsigned.generate([{ name: 'commonName', value: commonName }], options);
  return { certificate: made.cert, privateKey: made.private };
}
