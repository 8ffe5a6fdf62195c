import { useObjectUrl } from '../../../camera';
import { formatBytes, formatSeconds, maybe, t } from '../../../i18n';
import { Badge, Button, CodeBlock, download } from '../../../ui';
import { type Answer, fileName } from '../request/answer';
import styles from './try.module.css';

const Picture = ({ bytes }: { bytes: Blob }) => {
  const url = useObjectUrl(bytes);
  return url ? <img class={styles.picture} src={url} alt={t('docs.picture')} /> : null;
};

const Body = ({ answer }: { answer: Answer }) => {
  const { body } = answer;
  if (body.kind === 'nothing') return <p class={styles.note}>{t('docs.noBody')}</p>;
  if (body.kind === 'picture') return <Picture bytes={answer.bytes} />;
  if (body.kind === 'binary') return <p class={styles.note}>{t('docs.binary', { type: answer.type })}</p>;
  return (
    <>
      <CodeBlock code={body.text} label={t('docs.answerBody')} wrap />
      {body.cut && <p class={styles.note}>{t('docs.cut')}</p>}
    </>
  );
};

/** What came back: status, time, headers and body, as far as a page can show it. */
export const AnswerView = ({ answer, name }: { answer: Answer; name: string }) => {
  const good = answer.status < 400;
  const code = answer.body.kind === 'text' ? answer.body.code : undefined;
  // Of a 401 the console's words speak of its own session, which is not what was asked about.
  const explained = !good && code && answer.status !== 401 ? maybe(`problem.${code}`) : undefined;
  return (
    <section class={styles.answer} aria-label={t('docs.answer')}>
      <div class={styles.answerHead}>
        <Badge tone={good ? 'success' : 'danger'} icon={good ? 'check' : 'error'}>
          {t('docs.status', { status: String(answer.status) })}
        </Badge>
        <span class={styles.note}>{formatSeconds(answer.tookMs / 1000)}</span>
        <span class={styles.note}>{formatBytes(answer.bytes.size)}</span>
        {answer.bytes.size > 0 && (
          <span class={styles.download}>
            <Button
              variant="quiet"
              icon="download"
              onClick={() => download(answer.bytes, fileName(name, answer.type))}
            >
              {t('docs.download')}
            </Button>
          </span>
        )}
      </div>
      {explained && <p>{explained}</p>}
      <Body answer={answer} />
      {answer.headers.length > 0 && (
        <details class={styles.headers}>
          <summary>{t('docs.headers')}</summary>
          <dl dir="ltr">
            {answer.headers.map(([header, value]) => (
              <div key={header}>
                <dt>{header}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </section>
  );
};
