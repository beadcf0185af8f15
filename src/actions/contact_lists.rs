//! Contacts as a list in a file: out as CSV, and in again.

use super::access;
use super::contacts::{self, Values};
use super::error::Error;
use super::once::{Key, Request, remember_text, repeated_text};
use crate::app::App;
use crate::domain::ContactId;
use crate::domain::attribute::{self, Attribute};
use crate::domain::contact::{Contact, IdentityKind, clean_name};
use crate::domain::permission::{Act, Actor};
use crate::domain::spreadsheet::{guarded, unguarded};
use crate::store::{View, Writer};
use serde::{Deserialize, Serialize};

pub const IMPORT_BYTES_MAX: usize = 5 * 1024 * 1024;
pub const ROWS_MAX: usize = 10_000;
/// How many of the skipped rows an import names.
pub const SKIPPED_NAMED_MAX: usize = 1_000;
/// How many contacts a piece of an export has, and how many rows one write takes in.
const AT_ONCE: usize = 500;
/// Before the key of an attribute, in the name of its column.
const ATTRIBUTE_PREFIX: &str = "attr.";

/// What goes out, piece by piece.
pub struct Export {
    attributes: Vec<Attribute>,
    next: Option<u64>,
    is_begun: bool,
}

impl Export {
    pub fn begin(view: &View, actor: &Actor) -> Result<Export, Error> {
        access::require(actor, Act::ExportContacts)?;
        Ok(Export { attributes: view.all()?, next: Some(0), is_begun: false })
    }

    /// The next piece; `None` at the end.
    pub fn piece(&mut self, view: &View) -> Result<Option<Vec<u8>>, Error> {
        let Some(after) = self.next else { return Ok(None) };
        let (contacts, next) = contacts::list(view, None, after, AT_ONCE)?;
        self.next = next;
        let mut out = csv::Writer::from_writer(Vec::new());
        if !std::mem::replace(&mut self.is_begun, true) {
            write(&mut out, self.columns())?;
        }
        for contact in &contacts {
            write(&mut out, self.row(contact))?;
        }
        out.into_inner().map(Some).map_err(|error| unwritable(error.error()))
    }

    fn columns(&self) -> Vec<String> {
        let fixed = ["name", "phone", "email"].map(str::to_owned).into_iter();
        let keys = self.attributes.iter();
        fixed.chain(keys.map(|a| format!("{ATTRIBUTE_PREFIX}{}", a.key))).collect()
    }

    fn row(&self, contact: &Contact) -> Vec<String> {
        let values = attribute::shown(&self.attributes, &contact.attributes);
        let fixed = [
            contact.name.clone(),
            contact.phone().unwrap_or_default(),
            contact.email().unwrap_or_default().to_owned(),
        ];
        let of_key = |a: &Attribute| values.get(&a.key).map(|v| v.as_text()).unwrap_or_default();
        fixed.into_iter().chain(self.attributes.iter().map(of_key)).collect()
    }
}

fn write(out: &mut csv::Writer<Vec<u8>>, cells: Vec<String>) -> Result<(), Error> {
    let cells = cells.iter().map(|cell| guarded(cell).into_owned());
    out.write_record(cells).map_err(unwritable)
}

/// Writing to memory fails only when there is none.
fn unwritable(error: impl std::fmt::Display) -> Error {
    Error::invalid("file", format!("The list cannot be written: {error}."))
}

/// What became of the rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Imported {
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    /// The first `SKIPPED_NAMED_MAX` of them.
    pub skipped: Vec<Skipped>,
    pub skipped_total: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Skipped {
    pub line: u64,
    pub reason: String,
}

enum Outcome {
    Created,
    Updated,
    Unchanged,
}

/// Takes a list in, row by row: a row that cannot be used is skipped and named, the others are
/// taken. Running it again changes nothing more.
pub async fn import(app: &App, request: Request, bytes: Vec<u8>) -> Result<Imported, Error> {
    access::require(&request.actor, Act::ManageContacts)?;
    let agent = request.actor.agent;
    let key = request.key.clone();
    let known = app.store.write(move |writer| repeated_text(writer, agent, key.as_ref())).await?;
    if let Some(imported) = known.and_then(|text| serde_json::from_str(&text).ok()) {
        return Ok(imported);
    }
    let attributes: Vec<Attribute> = app.store.view()?.all()?;
    let sheet = Sheet::read(&bytes, &attributes)?;
    let mut imported = Imported::default();
    let mut rows = sheet.rows;
    while !rows.is_empty() {
        let slice: Vec<Row> = rows.drain(..rows.len().min(AT_ONCE)).collect();
        let (columns, attributes) = (sheet.columns.clone(), attributes.clone());
        let taken = app.store.write(move |writer| take(writer, &columns, &attributes, slice));
        imported.add(taken.await?);
    }
    remember(app, request.key, agent, &imported).await?;
    Ok(imported)
}

async fn remember(
    app: &App,
    key: Option<Key>,
    agent: crate::domain::AgentId,
    imported: &Imported,
) -> Result<(), Error> {
    let text = serde_json::to_string(imported).unwrap_or_default();
    app.store.write(move |writer| remember_text(writer, agent, key.as_ref(), text)).await
}

impl Imported {
    fn add(&mut self, other: Imported) {
        self.created += other.created;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
        self.skipped_total += other.skipped_total;
        self.skipped.extend(other.skipped);
        self.skipped.truncate(SKIPPED_NAMED_MAX);
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Name,
    Phone,
    Email,
    /// The place of the attribute among all.
    Attribute(usize),
}

struct Row {
    line: u64,
    cells: Vec<String>,
}

struct Sheet {
    columns: Vec<Column>,
    rows: Vec<Row>,
}

impl Sheet {
    fn read(bytes: &[u8], attributes: &[Attribute]) -> Result<Sheet, Error> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|_| {
            Error::invalid("file", "The file is not UTF-8: save it as “CSV UTF-8” and try again.")
        })?;
        let mut builder = csv::ReaderBuilder::new();
        let mut reader =
            builder.flexible(true).delimiter(delimiter(text)).from_reader(text.as_bytes());
        let headers = reader.headers().map_err(unreadable)?;
        let columns = headers.iter().map(|name| column(name, attributes));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        if !columns.contains(&Column::Phone) && !columns.contains(&Column::Email) {
            let reason = "The first line names the columns; “phone” or “email” is one of them.";
            return Err(Error::invalid("file", reason));
        }
        let mut rows = Vec::new();
        let mut lines = Lines { text, counted: 0, line: 1 };
        for record in reader.records() {
            let record = record.map_err(unreadable)?;
            if rows.len() >= ROWS_MAX {
                let reason = format!("A list may have {ROWS_MAX} rows: split it.");
                return Err(Error::invalid("file", reason));
            }
            let line = lines.at(record.position().map_or(0, |place| place.byte() as usize));
            let cells = record.iter().map(|cell| unguarded(cell.trim()).trim().to_owned());
            rows.push(Row { line, cells: cells.collect() });
        }
        Ok(Sheet { columns, rows })
    }
}

/// Counts lines as an editor shows them; asked from the beginning to the end.
struct Lines<'a> {
    text: &'a str,
    counted: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the row that begins at this byte, or after the line ends there.
    fn at(&mut self, byte: usize) -> u64 {
        let rest = self.text.as_bytes().get(byte..).unwrap_or_default();
        let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let counted = self.text.as_bytes().get(self.counted..byte + ends).unwrap_or_default();
        self.line += line_ends(counted);
        self.counted = byte + ends;
        self.line
    }
}

/// A line ends with a line feed, a carriage return, or both together.
fn line_ends(bytes: &[u8]) -> u64 {
    let next = bytes.iter().skip(1).map(Some).chain([None]);
    let ends = bytes.iter().zip(next).filter(|(byte, next)| match byte {
        b'\n' => true,
        b'\r' => *next != Some(&b'\n'),
        _ => false,
    });
    ends.count() as u64
}

/// Spreadsheets of some countries put semicolons where others put commas.
fn delimiter(text: &str) -> u8 {
    let first = text.split(['\r', '\n']).next().unwrap_or_default();
    let number = |mark: char| first.matches(mark).count();
    let found = [',', ';', '\t'].into_iter().rev().max_by_key(|mark| number(*mark));
    found.map_or(b',', |mark| mark as u8)
}

fn column(name: &str, attributes: &[Attribute]) -> Result<Column, Error> {
    let name = name.trim().to_lowercase();
    match name.as_str() {
        "name" => return Ok(Column::Name),
        "phone" => return Ok(Column::Phone),
        "email" => return Ok(Column::Email),
        _ => {}
    }
    let key = name.strip_prefix(ATTRIBUTE_PREFIX);
    let place = key.and_then(|key| attributes.iter().position(|a| a.key == key));
    place.map(Column::Attribute).ok_or_else(|| {
        let reason = format!(
            "There is no column “{name}”: use name, phone, email, or attr. and the key of an attribute."
        );
        Error::invalid("file", reason)
    })
}

fn unreadable(error: csv::Error) -> Error {
    Error::invalid("file", format!("This is no CSV: {error}."))
}

fn take(
    writer: &mut Writer,
    columns: &[Column],
    attributes: &[Attribute],
    rows: Vec<Row>,
) -> Result<Imported, Error> {
    let mut imported = Imported::default();
    for row in rows.into_iter().filter(|row| row.cells.iter().any(|cell| !cell.is_empty())) {
        match take_row(writer, columns, attributes, &row.cells) {
            Ok(Outcome::Created) => imported.created += 1,
            Ok(Outcome::Updated) => imported.updated += 1,
            Ok(Outcome::Unchanged) => imported.unchanged += 1,
            Err(Error::Store(error)) => return Err(error.into()),
            Err(error) => {
                imported.skipped_total += 1;
                imported.skipped.push(Skipped { line: row.line, reason: error.to_string() });
            }
        }
    }
    imported.skipped.truncate(SKIPPED_NAMED_MAX);
    Ok(imported)
}

/// What a row says; an empty cell says nothing.
#[derive(Default)]
struct Told {
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    values: Values,
}

fn read_row(columns: &[Column], attributes: &[Attribute], cells: &[String]) -> Result<Told, Error> {
    if cells.len() > columns.len() {
        return Err(Error::invalid("file", "The row has more cells than there are columns."));
    }
    let mut told = Told::default();
    let filled = columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
    for (column, cell) in filled {
        match column {
            Column::Name => told.name = Some(clean_name(cell)).filter(|name| !name.is_empty()),
            Column::Phone => told.phone = Some(contacts::read_phone(cell)?),
            Column::Email => told.email = Some(contacts::read_email(cell)?),
            Column::Attribute(place) => {
                let Some(attribute) = attributes.get(*place) else { continue };
                let value = attribute.read(cell);
                let value = value.map_err(|reason| Error::invalid("attributes", reason))?;
                told.values.insert(attribute.key.clone(), Some(value));
            }
        }
    }
    Ok(told)
}

fn take_row(
    writer: &mut Writer,
    columns: &[Column],
    attributes: &[Attribute],
    cells: &[String],
) -> Result<Outcome, Error> {
    let told = read_row(columns, attributes, cells)?;
    let known = known(writer, &told)?;
    let before = known.clone();
    let mut contact = match known {
        Some(contact) => contact,
        None => nobody(writer, &told)?,
    };
    contact.name = told.name.unwrap_or(contact.name);
    let has = |kind: IdentityKind, value: &str| {
        contact.identities.iter().any(|known| known.kind == kind && known.value == value)
    };
    let phone = told.phone.filter(|digits| {
        !has(IdentityKind::Phone, digits) && !has(IdentityKind::WhatsappId, digits)
    });
    let email = told.email.filter(|email| !has(IdentityKind::Email, email));
    contacts::add_identity(&mut contact, IdentityKind::Phone, phone);
    contacts::add_identity(&mut contact, IdentityKind::Email, email);
    contacts::set_values(&mut contact, attributes, told.values)?;
    if before.as_ref() == Some(&contact) {
        return Ok(Outcome::Unchanged);
    }
    contacts::save(writer, &contact)?;
    Ok(if before.is_some() { Outcome::Updated } else { Outcome::Created })
}

/// Whom a row is about: the phone number says it, else the e-mail address.
fn known(view: &View, told: &Told) -> Result<Option<Contact>, Error> {
    let by_phone = match &told.phone {
        Some(digits) => contacts::by_phone(view, digits)?,
        None => None,
    };
    let by_email = match &told.email {
        Some(email) => contacts::by_email(view, email)?,
        None => None,
    };
    match (by_phone, by_email) {
        (Some(one), Some(other)) if one.id != other.id => {
            let detail = format!(
                "The phone number is of “{}” (contact {}), the e-mail address of “{}” (contact {}): \
                 merge them first.",
                one.name, one.id, other.name, other.id
            );
            Err(Error::conflict("two_contacts", detail))
        }
        (one, other) => Ok(one.or(other)),
    }
}

fn nobody(writer: &mut Writer, told: &Told) -> Result<Contact, Error> {
    let name = told.phone.as_ref().map(|digits| format!("+{digits}")).or(told.email.clone());
    let Some(name) = name else {
        let reason = "The row has neither a phone number nor an e-mail address.";
        return Err(Error::invalid("file", reason));
    };
    Ok(Contact::new(ContactId(writer.next_id::<Contact>()?), name, writer.now))
}
