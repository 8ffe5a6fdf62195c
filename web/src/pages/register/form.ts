import type { Attributes } from '../../api/people';
import type { MessageKey } from '../../i18n';
import { ATTRIBUTES_BYTES_MAX, type AttributeRow, bytesOf, fromRows } from '../people/attributes';
import { consentAttributes, RESERVED_ATTRIBUTES } from './consent';

export interface PersonForm {
  name: string;
  id: string;
  rows: AttributeRow[];
  consent: boolean;
}

export const EMPTY_FORM: PersonForm = { name: '', id: '', rows: [], consent: false };

const NAME_BYTES_MAX = 1024;
const ID = /^[A-Za-z0-9_.:-]{1,128}$/;

export interface FormFaults {
  name?: MessageKey;
  id?: MessageKey;
  attributes?: MessageKey;
}

/** The attributes as they are sent, with what the person agreed to; or what is wrong with them. */
export const attributesOf = (
  form: PersonForm,
  consentVersion: string,
  at: string,
): { attributes: Attributes } | { fault: MessageKey } => {
  const own = fromRows(form.rows);
  if (typeof own === 'string') return { fault: `attributes.${own}` };
  if (RESERVED_ATTRIBUTES.some((key) => Object.hasOwn(own, key))) return { fault: 'register.reserved' };
  const attributes = form.consent ? { ...own, ...consentAttributes(consentVersion, at) } : own;
  return bytesOf(attributes) > ATTRIBUTES_BYTES_MAX ? { fault: 'attributes.tooLarge' } : { attributes };
};

/** What the server would refuse for sure. */
export const faultsOf = (form: PersonForm): FormFaults => {
  const faults: FormFaults = {};
  const name = form.name.trim();
  if (name === '') faults.name = 'field.required';
  else if (new TextEncoder().encode(name).length > NAME_BYTES_MAX) faults.name = 'person.nameTooLong';
  const id = form.id.trim();
  if (id !== '' && (!ID.test(id) || id === '.' || id === '..')) faults.id = 'register.idRule';
  const attributes = attributesOf(form, '', '');
  if ('fault' in attributes) faults.attributes = attributes.fault;
  return faults;
};
