import { useState } from 'preact/hooks';
import { t } from '../../../i18n';
import { operator } from '../../../session';
import { Banner, Button, Card, ErrorBanner } from '../../../ui';
import { type Draft, type Faults, faultsOf } from '../request/draft';
import type { Call } from '../request/useCall';
import { keyOf, type Values } from '../request/values';
import type { Operation } from '../spec/operations';
import { AnswerView } from './AnswerView';
import { isForbidden, roleName } from './access';
import { BodyFields } from './BodyFields';
import { ConfirmSend, mustAsk } from './ConfirmSend';
import { useDocument } from './context';
import { ParameterField } from './fields';
import { LiveView } from './LiveView';
import { RequestLine } from './RequestLine';
import styles from './try.module.css';

interface TryItProps {
  operation: Operation;
  values: Values;
  onValues: (values: Values) => void;
  draft: Draft;
  call: Call;
}

const Forbidden = ({ operation }: { operation: Operation }) => (
  <Banner icon="lock" title={t('docs.forbidden', { role: roleName(operator.value?.role ?? '') })}>
    {t('docs.forbidden.roles', { roles: (operation.roles ?? []).map(roleName).join(', ') })}
  </Banner>
);

/** A form of the operation's parameters and body, which sends the request for real. */
export const TryIt = ({ operation, values, onValues, draft, call }: TryItProps) => {
  const document = useDocument();
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState(false);
  const faults: Faults = faultsOf(document, operation, values);
  const shown: Faults = tried ? faults : {};
  const forbidden = isForbidden(operation);

  const submit = (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    if (forbidden || call.busy) return;
    setTried(true);
    if (Object.keys(faults).length > 0) {
      const form = event.currentTarget;
      // Once the fields say what is wrong with them.
      setTimeout(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
      return;
    }
    if (mustAsk(operation)) setAsking(true);
    else call.send(draft);
  };

  return (
    <Card>
      <form class={styles.form} noValidate onSubmit={submit}>
        {operation.parameters.length > 0 && (
          <fieldset class={styles.fields}>
            <legend>{t('docs.parameters')}</legend>
            {operation.parameters.map((parameter) => (
              <ParameterField
                key={keyOf(parameter)}
                parameter={parameter}
                value={values.parameters[keyOf(parameter)] ?? ''}
                onValue={(text) =>
                  onValues({ ...values, parameters: { ...values.parameters, [keyOf(parameter)]: text } })
                }
                fault={shown[keyOf(parameter)]}
              />
            ))}
          </fieldset>
        )}
        <BodyFields operation={operation} values={values} onValues={onValues} faults={shown} />
        {forbidden && <Forbidden operation={operation} />}
        <div class={styles.sendRow}>
          <Button type="submit" variant="primary" icon="play" busy={call.busy} disabled={forbidden}>
            {t('docs.send')}
          </Button>
          {call.busy && !call.live && <Button onClick={call.stop}>{t('action.cancel')}</Button>}
          <RequestLine draft={draft} />
        </div>
      </form>
      {call.problem && (
        <div class={styles.problem}>
          <ErrorBanner problem={call.problem} />
        </div>
      )}
      {call.answer && <AnswerView answer={call.answer} name={operation.id} />}
      {call.live && <LiveView live={call.live} onStop={call.stop} />}
      {asking && (
        <ConfirmSend
          operation={operation}
          draft={draft}
          onSend={() => call.send(draft)}
          onClose={() => setAsking(false)}
        />
      )}
    </Card>
  );
};
