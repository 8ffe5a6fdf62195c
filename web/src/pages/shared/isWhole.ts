/** Whether what was typed is a whole number from `min` to `max`. */
export const isWhole = (text: string, min: number, max: number): boolean =>
  /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max;
