/** Words that names of customers are made of. */
export const firstNames = words(`
  Aaliyah Adèle Agnieszka Ahmed Aiko Alejandra Amara Amir Ana Andrei Anja Antoine Astrid Ayşe Bartosz Beatriz Benedikt
  Bianca Björn Camille Carlos Chiara Chinedu Clara Daan Dagmar Daniel Dimitra Ebba Elias Elif Emma Esra Fatima Felix
  Filipa Freya Giulia Grace Hamza Hannah Henrik Ibrahim Ines Ingrid Isabel Ivan Jakub Jana João Jonas Josefine Kacper
  Karim Katarína Kenji Lars Leïla Lena Linh Lorenzo Louise Lucía Magnus Maja Malik Marek Margarida Mateo Matilda Mehmet
  Mei Mikkel Milan Miriam Nadia Naomi Nils Noor Nora Oksana Oliver Oskar Pablo Paulina Petra Priya Quentin Rafael Raúl
  Rosa Saskia Selin Signe Sofia Stefan Sven Tariq Tereza Thomas Tomasz Umut Valentina Vera Viktor Wanda Wout Yara Yusuf
  Zofia Zoë`);

export const lastNames = words(`
  Abdi Aydın Bakker Bauer Becker Bergström Bernard Bianchi Borg Brandt Carvalho Castro Chevalier Christensen Costa
  Dąbrowski Delgado Demir Diallo Dijkstra Dubois Eriksson Esposito Fernández Ferrari Fischer Fontaine Friis Gallo García
  Gruber Haddad Hansen Hartmann Hofer Horvat Hoxha Ibrahim Iglesias Jansen Jensen Kaya Keller Khan Kowalczyk Krüger
  Lambert Larsen Laurent Lefèvre Lindqvist López Maes Mancini Marchetti Martins Mensah Mertens Meyer Moreau Moreno
  Müller Nguyen Nielsen Nowak Nyström Okafor Oliveira Osei Pedersen Peeters Pereira Petit Pichler Popescu Ramos Ribeiro
  Ricci Romano Rossi Roux Ruiz Sandberg Santos Schneider Silva Sousa Steiner Svensson Szymański Tran Vandenberghe Vega
  Visser Vogel Wagner Weber Wiśniewski Wolf Yılmaz Zając Zimmermann`);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
