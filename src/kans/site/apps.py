"""The site as an app: base templates, static files, commands."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "kans.site"
    label = "kans_site"
