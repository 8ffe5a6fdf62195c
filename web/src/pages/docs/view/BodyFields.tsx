import { t } from '../../../i18n';
import { Button, Select, TextArea } from '../../../ui';
import type { Faults } from '../request/draft';
import {
  contentOf,
  encodedMembers,
  type FormField,
  formFields,
  isFormType,
  isJsonType,
  startText,
  type Values,
} from '../request/values';
import type { Content, Operation } from '../spec/operations';
import { useDocument } from './context';
import { FileField, FormFieldView, faultText } from './fields';
import styles from './try.module.css';

interface BodyFieldsProps {
  operation: Operation;
  values: Values;
  onValues: (values: Values) => void;
  faults: Faults;
}

const Editor = ({ content, values, onValues, faults }: BodyFieldsProps & { content: Content }) => {
  const document = useDocument();
  const begin = startText(document, content);
  return (
    <>
      <TextArea
        label={isJsonType(content.type) ? t('docs.bodyJson') : t('docs.bodyText')}
        value={values.text}
        onValue={(text) => onValues({ ...values, text })}
        rows={Math.min(Math.max(values.text.split('\n').length + 1, 4), 18)}
        mono
        error={faultText(faults.text)}
      />
      {values.text !== begin && begin !== '' && (
        <div>
          <Button icon="refresh" onClick={() => onValues({ ...values, text: begin })}>
            {t('docs.resetBody')}
          </Button>
        </div>
      )}
    </>
  );
};

/** The body: a form's fields, or an editor with what it could be. */
export const BodyFields = (props: BodyFieldsProps) => {
  const document = useDocument();
  const { operation, values, onValues, faults } = props;
  const content = contentOf(operation, values);
  if (!content || !operation.body) return null;
  const { contents } = operation.body;
  const isForm = isFormType(content.type);
  const fields: FormField[] = isForm ? formFields(document, content) : encodedMembers(document, content);
  const choose = (contentType: string) => {
    const next = contents.find((one) => one.type === contentType);
    onValues({ ...values, contentType, text: next ? startText(document, next) : '' });
  };
  return (
    <fieldset class={styles.fields}>
      <legend>{t('docs.body')}</legend>
      {contents.length > 1 && (
        <Select
          label={t('docs.contentType')}
          value={content.type}
          onValue={choose}
          options={contents.map((one) => ({ value: one.type, label: one.type }))}
        />
      )}
      {fields.map((field) =>
        field.kind === 'file' ? (
          <FileField
            key={field.name}
            field={field}
            files={values.files[field.name] ?? []}
            onFiles={(files) => onValues({ ...values, files: { ...values.files, [field.name]: files } })}
            fault={faults[`field.${field.name}`]}
          />
        ) : (
          <FormFieldView
            key={field.name}
            field={field}
            value={values.fields[field.name] ?? ''}
            onValue={(text) => onValues({ ...values, fields: { ...values.fields, [field.name]: text } })}
            fault={faults[`field.${field.name}`]}
          />
        ),
      )}
      {!isForm && <Editor {...props} content={content} />}
    </fieldset>
  );
};
