import type { Random } from './random.ts';

/** How addresses look in one country. `#` stands for a digit, `@` for a letter, `{n}` for the house number. */
interface Country {
  code: string;
  streets: string[];
  /** City and the postal codes in it. */
  cities: [string, string][];
}

const countries: Country[] = [
  {
    code: 'DE',
    streets: [
      'Lindenstraße {n}',
      'Gartenweg {n}',
      'Am Mühlbach {n}',
      'Schillerstraße {n}',
      'Bahnhofstraße {n}',
    ],
    cities: [
      ['Berlin', '10###'],
      ['Hamburg', '20###'],
      ['Köln', '50###'],
      ['Leipzig', '04###'],
      ['Freiburg', '79###'],
    ],
  },
  {
    code: 'FR',
    streets: ['{n} rue des Lilas', '{n} avenue de la Gare', '{n} rue du Moulin', '{n} place du Marché'],
    cities: [
      ['Paris', '750##'],
      ['Lyon', '690##'],
      ['Nantes', '440##'],
      ['Lille', '590##'],
      ['Toulouse', '310##'],
    ],
  },
  {
    code: 'NL',
    streets: ['Kerkstraat {n}', 'Molenweg {n}', 'Prinsengracht {n}', 'Dorpsstraat {n}'],
    cities: [
      ['Amsterdam', '10## @@'],
      ['Utrecht', '35## @@'],
      ['Groningen', '97## @@'],
      ['Eindhoven', '56## @@'],
    ],
  },
  {
    code: 'AT',
    streets: ['Hauptstraße {n}', 'Wiesengasse {n}', 'Kirchengasse {n}'],
    cities: [
      ['Wien', '10#0'],
      ['Graz', '801#'],
      ['Linz', '402#'],
      ['Innsbruck', '602#'],
    ],
  },
  {
    code: 'IT',
    streets: ['Via Garibaldi {n}', 'Via Roma {n}', 'Corso Italia {n}', 'Via dei Mille {n}'],
    cities: [
      ['Milano', '201##'],
      ['Torino', '101##'],
      ['Bologna', '401##'],
      ['Roma', '001##'],
    ],
  },
  {
    code: 'ES',
    streets: ['Calle Mayor {n}', 'Calle del Sol {n}', 'Avenida de la Paz {n}', 'Calle Real {n}'],
    cities: [
      ['Madrid', '280##'],
      ['Barcelona', '080##'],
      ['Valencia', '460##'],
      ['Bilbao', '480##'],
    ],
  },
  {
    code: 'PL',
    streets: ['ul. Polna {n}', 'ul. Leśna {n}', 'ul. Ogrodowa {n}', 'ul. Słoneczna {n}'],
    cities: [
      ['Warszawa', '00-###'],
      ['Kraków', '30-###'],
      ['Gdańsk', '80-###'],
      ['Wrocław', '50-###'],
    ],
  },
  {
    code: 'BE',
    streets: ['Stationsstraat {n}', 'Nieuwstraat {n}', 'Rue de la Station {n}'],
    cities: [
      ['Brussel', '10#0'],
      ['Gent', '90#0'],
      ['Liège', '40#0'],
    ],
  },
  {
    code: 'SE',
    streets: ['Storgatan {n}', 'Björkvägen {n}', 'Kyrkogatan {n}'],
    cities: [
      ['Stockholm', '11# ##'],
      ['Göteborg', '41# ##'],
      ['Malmö', '21# ##'],
    ],
  },
  {
    code: 'DK',
    streets: ['Nørregade {n}', 'Skovvej {n}', 'Møllevej {n}'],
    cities: [
      ['København', '21#0'],
      ['Aarhus', '82#0'],
      ['Odense', '52#0'],
    ],
  },
  {
    code: 'PT',
    streets: ['Rua da Igreja {n}', 'Rua das Flores {n}', 'Avenida da Liberdade {n}'],
    cities: [
      ['Lisboa', '1##0-###'],
      ['Porto', '4##0-###'],
      ['Braga', '47#0-###'],
    ],
  },
];

export interface Address {
  street: string;
  city: string;
  postal_code: string;
  country: string;
}

/** An address as people in one of the countries write it; no such house need exist. */
export function address(random: Random): Address {
  const { code, streets, cities } = random.pick(countries);
  const [city, postalCode] = random.pick(cities);
  return {
    street: random.pick(streets).replace('{n}', String(random.between(1, 120))),
    city,
    postal_code: fillIn(postalCode, random),
    country: code,
  };
}

function fillIn(pattern: string, random: Random): string {
  return pattern
    .replaceAll('#', () => String(random.between(0, 9)))
    .replaceAll('@', () => random.pick('ABCDEGHJKLMNPRSTVWXZ'.split('')));
}
