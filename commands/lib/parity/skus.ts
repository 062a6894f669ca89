/** Products that a run makes for itself. They sort behind those of a shop, and no two seeds share one. */
export interface Skus {
  /** A list after this one begins with the run's own products. */
  before: string;
  own: string[];
}

const ownCount = 6;

export function skusOf(seed: number): Skus {
  const prefix = `ZZ-PARITY-${seed.toString(36).toUpperCase()}`;
  return {
    before: `${prefix}-`,
    own: Array.from({ length: ownCount }, (_, index) => `${prefix}-${index}`),
  };
}
