export const priceOf = (good: string): number => good.length * 4;
