import { maybe } from '../../../i18n';
import { operator } from '../../../session';
import type { Operation } from '../spec/operations';

/** Whether the document says that the role of who is signed in may not call it. */
export const isForbidden = (operation: Operation): boolean => {
  const role = operator.value?.role;
  return role !== undefined && operation.roles !== undefined && !operation.roles.includes(role);
};

export const roleName = (role: string): string => maybe(`role.${role}`) ?? role;
