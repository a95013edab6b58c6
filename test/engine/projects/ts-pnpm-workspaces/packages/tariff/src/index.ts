import { Decimal } from 'decimal.js';

/** What a ship of so many tonnes pays. */
export function fee(tonnes: number): string {
  return new Decimal(tonnes).times('0.1').plus('0.2').toFixed(2);
}
