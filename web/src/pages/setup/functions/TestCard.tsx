import { useState } from 'preact/hooks';
import { type Invocation, invokeFunction } from '../../../api/aws/lambda';
import { useAction } from '../../../data';
import { formatSeconds, t } from '../../../i18n';
import { Badge, Button, Card, CodeBlock, CopyAs, ErrorBanner, Select, TextArea } from '../../../ui';
import { boto3, cli, py, shellWord } from '../../shared/samples';
import styles from '../../shared/shared.module.css';
import { NotAllowed } from './NotAllowed';

const EVENTS = {
  empty: {},
  upload: {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        s3: {
          bucket: { name: 'employee-images' },
          object: { key: 'index/ann.jpg', size: 12345 },
        },
      },
    ],
  },
  request: { httpMethod: 'GET', path: '/', queryStringParameters: { objectKey: 'ann.jpg' }, body: null },
} as const;
type EventName = keyof typeof EVENTS;

const pretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** What a handler says of its own error. */
const traceOf = (payload: string): string | undefined => {
  try {
    const { stackTrace } = JSON.parse(payload) as { stackTrace?: unknown };
    return Array.isArray(stackTrace) ? stackTrace.join('') : undefined;
  } catch {
    return undefined;
  }
};

interface Answered extends Invocation {
  tookMs: number;
}

const Answer = ({ answer }: { answer: Answered }) => {
  const trace = answer.functionError ? traceOf(answer.payload) : undefined;
  return (
    <div class={styles.form}>
      <div class={styles.row} role="status">
        {answer.functionError ? (
          <Badge tone="danger" icon="error">
            {t('functions.failed')}
          </Badge>
        ) : (
          <Badge tone="success" icon="check">
            {t('functions.answered')}
          </Badge>
        )}
        <span class={styles.note}>{formatSeconds(answer.tookMs / 1000)}</span>
      </div>
      <CodeBlock code={pretty(answer.payload) || ' '} label={t('functions.answer')} wrap />
      {trace && <CodeBlock code={trace} label={t('functions.trace')} />}
    </div>
  );
};

export const TestCard = ({ name }: { name: string }) => {
  const [kind, setKind] = useState<EventName>('empty');
  const [event, setEvent] = useState('{}');
  const [tried, setTried] = useState(false);
  const [answer, setAnswer] = useState<Answered>();
  const invoke = useAction(async () => {
    const begun = performance.now();
    setAnswer(undefined);
    const invocation = await invokeFunction(name, event);
    setAnswer({ ...invocation, tookMs: performance.now() - begun });
  });
  const compact = isJson(event) ? JSON.stringify(JSON.parse(event)) : '{}';
  return (
    <Card title={t('functions.test')}>
      <form
        class={styles.form}
        onSubmit={(submitted) => {
          submitted.preventDefault();
          setTried(true);
          if (isJson(event)) invoke.run();
        }}
      >
        <Select<EventName>
          label={t('functions.sampleEvent')}
          value={kind}
          onValue={(next) => {
            setKind(next);
            setEvent(JSON.stringify(EVENTS[next], null, 2));
          }}
          options={(Object.keys(EVENTS) as EventName[]).map((value) => ({
            value,
            label: t(`functions.event.${value}`),
          }))}
        />
        <TextArea
          label={t('functions.event')}
          value={event}
          onValue={setEvent}
          rows={7}
          mono
          error={tried && !isJson(event) ? t('tables.fault.json') : undefined}
        />
        <div>
          <Button type="submit" icon="play" variant="primary" busy={invoke.busy}>
            {t('functions.invoke')}
          </Button>
        </div>
        {invoke.error &&
          (invoke.error.code === 'access_denied' ? <NotAllowed /> : <ErrorBanner problem={invoke.error} />)}
        {answer && <Answer answer={answer} />}
        {answer && <p class={styles.note}>{t('functions.logNote')}</p>}
      </form>
      <CopyAs
        samples={[
          cli('lambda invoke', [
            `--function-name ${shellWord(name)} --cli-binary-format raw-in-base64-out`,
            `--payload ${shellWord(compact)} answer.json`,
          ]),
          boto3(
            'lambda',
            `answer = functions.invoke(FunctionName=${py(name)}, Payload=${py(compact)})\nprint(answer["Payload"].read().decode())`,
          ),
        ]}
      />
    </Card>
  );
};
