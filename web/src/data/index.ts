export { type Action, useAction } from './useAction';
export { type Paged, usePaged } from './usePaged';
export { usePoll } from './usePoll';
export { type Resource, untilReached, useResource } from './useResource';
