"""Offices of sites, in versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from engine.store import about
from engine.store.audit import record
from engine.store.documents import Kept, digest_of, document_of, text_of
from engine.store.errors import NotThere
from engine.store.locks import lock_site, make_site
from engine.store.tables import now, office_versions, sites
from models.office import Office

if TYPE_CHECKING:
    from sqlalchemy import Connection


def put_office(conn: Connection, site: str, office: Office, by: str) -> int:
    """Keep a site's office and return its version; the document that is there already keeps its.

    The first office of a site makes the site.
    """
    make_site(conn, site)
    latest: int = lock_site(conn, site).office_version
    digest = digest_of(office)
    there = (office_versions.c.site == site) & (office_versions.c.version == latest)
    if conn.scalar(select(office_versions.c.digest).where(there)) == digest:
        return latest
    version = latest + 1
    conn.execute(
        insert(office_versions).values(
            site=site, version=version, digest=digest, document=text_of(office), by=by, at=now()
        )
    )
    conn.execute(update(sites).where(sites.c.site == site).values(office_version=version))
    record(conn, by, "office put", site, about.office(version), digest)
    return version


def office_of(conn: Connection, site: str, version: int | None = None) -> Kept[Office]:
    """Return a site's office, by default the newest.

    Raises:
        NotThere: there is no such site or version.
    """
    table = office_versions.c
    asked = select(*table["document", "version", "digest", "by", "at"]).where(table.site == site)
    if version is not None:
        asked = asked.where(table.version == version)
    row = conn.execute(asked.order_by(table.version.desc()).limit(1)).one_or_none()
    if row is None:
        raise NotThere(
            f"there is no site {site}"
            if version is None
            else f"site {site} has no office of version {version}"
        )
    document = document_of(Office, row.document, f"the office of site {site}", remember=True)
    return Kept(document, row.version, row.digest, row.by, row.at)


def sites_of(conn: Connection) -> list[str]:
    """Return the sites in order of their names."""
    return list(conn.scalars(select(sites.c.site).order_by(sites.c.site)))
