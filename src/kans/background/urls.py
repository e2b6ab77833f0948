"""Addresses of jobs and mail, inside a company."""

from django.urls import path

from kans.background.pages import jobs, mail

app_name = "background"
urlpatterns = [
    path("mail/", mail.list_, name="mail"),
    path("mail/test/", mail.test, name="test_mail"),
    path("jobs/", jobs.list_, name="jobs"),
    path("jobs/<uuid:id>/", jobs.job, name="job"),
    path("jobs/<uuid:id>/refused/", jobs.refused_rows, name="refused_rows"),
    path("jobs/<uuid:id>/cancellation/", jobs.cancel, name="cancel_job"),
    path("jobs/<uuid:id>/again/", jobs.again, name="run_job_again"),
]
