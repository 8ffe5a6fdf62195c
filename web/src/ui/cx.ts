type ClassValue = string | false | null | undefined;

/** Preact 11 takes numbers in styles as they are. */
export const px = (length: number): string => `${length}px`;

/** Joins the class names that are there. */
export const cx = (...names: ClassValue[]): string => names.filter(Boolean).join(' ');
