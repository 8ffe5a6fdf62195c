import { listInvocations, retryInvocation, type TaskState } from '../../api/invocations';
import { usePaged } from '../../data';
import { can } from '../../session';
import { useRetriedTasks } from './tasks';

interface InvocationQuery {
  function?: string;
  state?: TaskState | '';
}

/** Events of uploads that functions were given, and the means to give one again. */
export const useInvocations = ({ function: name, state }: InvocationQuery, pageSize: number) => {
  const invocations = usePaged(
    async (pageToken, signal) => {
      const page = await listInvocations({
        ...(name ? { function: name } : {}),
        ...(state ? { state } : {}),
        pageSize,
        pageToken,
        signal,
      });
      return { items: page.invocations, next: page.next_page_token };
    },
    [name, state],
  );
  const retried = useRetriedTasks(invocations, retryInvocation, can('retry_invocation'));
  return { invocations, retried };
};
