import type { Announcement } from '../../api/uploads';
import type { Chosen } from '../shared/PersonPicker';

export interface LinkForm {
  action: Announcement['action'];
  name: string;
  id: string;
  consent: boolean;
  person: Chosen | undefined;
  collection: string;
  type: NonNullable<Announcement['content_type']>;
  seconds: string;
}

/** The members that the action knows; the server refuses those of the other one. */
export const announcementOf = (form: LinkForm): Announcement => {
  const { action, collection, type: content_type, seconds } = form;
  const common = { action, collection, content_type, expires_in_s: Number(seconds) };
  if (action === 'verify') return { ...common, ...(form.person ? { person_id: form.person.id } : {}) };
  return {
    ...common,
    name: form.name.trim(),
    ...(form.id.trim() ? { id: form.id.trim() } : {}),
    ...(form.consent ? { consent: true } : {}),
  };
};
