const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** A number for people: `9,090`, `14`, `0.3`; a tenth is said only below ten. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return (Math.abs(value) < 10 ? tenths : whole).format(value);
}

/** To three decimals: for what is stored, where more digits are only size. */
export const rounded = (value: number): number => Math.round(value * 1000) / 1000;
