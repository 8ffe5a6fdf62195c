import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../../i18n';
import { Card, CodeBlock, cx, Select } from '../../../ui';
import type { ParameterObject } from '../spec/document';
import { exampleOf } from '../spec/example';
import type { Answered, Content, Operation } from '../spec/operations';
import { isBinary, resolve, typeText } from '../spec/schema';
import { useDocument } from './context';
import { Limits } from './Limits';
import { Prose } from './Prose';
import styles from './reference.module.css';
import { MemberHead, SchemaTree } from './SchemaTree';

const Section = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <Card>
    <section class={styles.section} aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  </Card>
);

const Parameter = ({ parameter }: { parameter: ParameterObject }) => {
  const document = useDocument();
  const schema = resolve(document, parameter.schema ?? {});
  return (
    <li class={styles.member}>
      <MemberHead
        name={parameter.name}
        type={typeText(document, parameter.schema)}
        required={parameter.required ?? false}
        deprecated={parameter.deprecated}
      />
      <Prose text={parameter.description ?? schema.description} />
      <Limits schema={schema} />
    </li>
  );
};

const PLACES = ['path', 'query', 'header'] as const;

const Parameters = ({ operation }: { operation: Operation }) => (
  <Section title={t('docs.parameters')}>
    {PLACES.map((place) => {
      const parameters = operation.parameters.filter((parameter) => parameter.in === place);
      if (parameters.length === 0) return null;
      return (
        <div key={place}>
          <h4>{t(`docs.in.${place}`)}</h4>
          <ul class={styles.members}>
            {parameters.map((parameter) => (
              <Parameter key={parameter.name} parameter={parameter} />
            ))}
          </ul>
        </div>
      );
    })}
  </Section>
);

/** The schema of one content type, and what it looks like. */
const ContentView = ({ content, optional }: { content: Content; optional: boolean }) => {
  const document = useDocument();
  const { schema } = content;
  if (!schema) return null;
  const full = resolve(document, schema);
  const example = content.example ?? exampleOf(document, schema, { optional });
  const written =
    content.type.includes('json') &&
    example !== null &&
    typeof example === 'object' &&
    Object.keys(example).length > 0;
  return (
    <div class={styles.content}>
      <Prose text={full.description} />
      <Limits schema={full} />
      <SchemaTree schema={schema} />
      {written && !isBinary(document, schema) && (
        <details class={styles.fold}>
          <summary>{t('docs.example')}</summary>
          <CodeBlock code={JSON.stringify(example, null, 2)} label={t('docs.example')} />
        </details>
      )}
    </div>
  );
};

const Contents = ({ contents, optional }: { contents: readonly Content[]; optional: boolean }) => {
  const document = useDocument();
  const [chosen, setChosen] = useState(contents[0]?.type ?? '');
  const content = contents.find((one) => one.type === chosen) ?? contents[0];
  if (!content) return null;
  const isPlain = contents.every((one) => !one.schema);
  if (isPlain) return <ContentTypes types={contents.map((one) => one.type)} />;
  return (
    <>
      {contents.length > 1 ? (
        <div class={styles.contentType}>
          <Select
            label={t('docs.contentType')}
            value={content.type}
            onValue={setChosen}
            options={contents.map((one) => ({ value: one.type, label: one.type }))}
          />
        </div>
      ) : (
        <p class={styles.types} dir="ltr">
          <code>{content.type}</code>
          <code class={styles.memberType}>{typeText(document, content.schema)}</code>
        </p>
      )}
      <ContentView key={content.type} content={content} optional={optional} />
    </>
  );
};

const ContentTypes = ({ types }: { types: readonly string[] }) => (
  <p class={styles.types} dir="ltr">
    {types.map((type) => (
      <code key={type}>{type}</code>
    ))}
  </p>
);

const toneOf = (status: string) => {
  if (status.startsWith('2')) return styles.good;
  return status.startsWith('5') ? styles.bad : styles.refused;
};

const Answers = ({ answers }: { answers: readonly Answered[] }) => {
  const good = answers.filter((answer) => /^[123]/.test(answer.status));
  const bad = answers.filter((answer) => !/^[123]/.test(answer.status));
  const [first] = bad.flatMap((answer) => answer.contents);
  return (
    <>
      <Section title={t('docs.responses')}>
        {good.map((answer) => (
          <div key={answer.status} class={styles.answer}>
            <AnswerHead answer={answer} />
            <HeaderList answer={answer} />
            <Contents contents={answer.contents} optional={true} />
          </div>
        ))}
      </Section>
      {bad.length > 0 && (
        <Section title={t('docs.errors')}>
          <ul class={styles.errors}>
            {bad.map((answer) => (
              <li key={answer.status}>
                <AnswerHead answer={answer} />
                <HeaderList answer={answer} />
              </li>
            ))}
          </ul>
          {first && (
            <details class={styles.fold}>
              <summary>{t('docs.errorBody')}</summary>
              <ContentTypes types={[first.type]} />
              <ContentView content={first} optional={false} />
            </details>
          )}
        </Section>
      )}
    </>
  );
};

const AnswerHead = ({ answer }: { answer: Answered }) => (
  <div class={styles.answerHead}>
    <code class={cx(styles.status, toneOf(answer.status))}>{answer.status}</code>
    <Prose text={answer.description} />
  </div>
);

const HeaderList = ({ answer }: { answer: Answered }) => {
  const document = useDocument();
  if (answer.headers.length === 0) return null;
  return (
    <details class={styles.fold}>
      <summary>{t('docs.headers')}</summary>
      <ul class={styles.members}>
        {answer.headers.map((header) => (
          <li key={header.name} class={styles.member}>
            <MemberHead name={header.name} type={typeText(document, header.schema)} required={false} />
            <Prose text={header.description} />
            <Limits schema={resolve(document, header.schema ?? {})} />
          </li>
        ))}
      </ul>
    </details>
  );
};

/** All that the document says of the operation's request and answers. */
export const Reference = ({ operation }: { operation: Operation }) => (
  <div class={styles.stack}>
    {operation.parameters.length > 0 && <Parameters operation={operation} />}
    {operation.body && (
      <Section title={t('docs.body')}>
        <Prose text={operation.body.description} />
        <Contents contents={operation.body.contents} optional={false} />
      </Section>
    )}
    <Answers answers={operation.answers} />
  </div>
);
