const NAME = /^[\w-]{1,64}$/;

/** What functions, intakes and webhooks may be called: field.nameRule. */
export const isName = (text: string): boolean => NAME.test(text);
