import { useState } from 'preact/hooks';
import { type Person, updatePerson } from '../../api/people';
import { useAction } from '../../data';
import { t } from '../../i18n';
import { can } from '../../session';
import { Card, ErrorBanner, Switch, toast } from '../../ui';

interface ConsentCardProps {
  person: Person;
  onChange: (person: Person) => void;
}

export const ConsentCard = ({ person, onChange }: ConsentCardProps) => {
  const [wanted, setWanted] = useState(person.consent);
  const save = useAction(async (consent: boolean) => {
    setWanted(consent);
    try {
      onChange(await updatePerson(person.id, person.collection, { consent }));
      toast(t(consent ? 'person.consentGiven' : 'person.consentTaken'));
    } catch (error) {
      setWanted(!consent);
      throw error;
    }
  });
  return (
    <Card title={t('person.consentTitle')}>
      <Switch
        label={t('person.consent')}
        hint={t('person.consentHint')}
        checked={wanted}
        disabled={!can('update_person') || save.busy}
        onValue={save.run}
      />
      {save.error && <ErrorBanner problem={save.error} />}
    </Card>
  );
};
