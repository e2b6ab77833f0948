"""Addresses of users, roles, companies and one's own settings, inside a company."""

from django.urls import path

from kans.security.pages import companies, own, roles, sign_ins, users

app_name = "security"
urlpatterns = [
    path("users/", users.users, name="users"),
    path("users/new/", users.new_user, name="new_user"),
    path("users/<code:email>/", users.user, name="user"),
    path("users/<code:email>/edit/", users.edit, name="edit_user"),
    path("users/<code:email>/password/", users.password, name="password"),
    path("users/<code:email>/invitation/", users.invitation, name="invitation"),
    path("users/<code:email>/deactivation/", users.deactivation, name="deactivation"),
    path("users/<code:email>/activation/", users.activation, name="activation"),
    path("users/<code:email>/removal/", users.removal, name="removal"),
    path("users/<code:email>/limits/", users.limits, name="limits"),
    path("sign-ins/", sign_ins.list_, name="sign_ins"),
    path("roles/", roles.roles, name="roles"),
    path("roles/<code:code>/", roles.role, name="role"),
    path("roles/<code:code>/edit/", roles.edit, name="edit_role"),
    path("roles/<code:code>/permissions/", roles.permissions, name="permissions"),
    path("roles/<code:code>/copy/", roles.copy, name="copy_role"),
    path("roles/<code:code>/delete/", roles.delete, name="delete_role"),
    path("companies/", companies.companies, name="companies"),
    path("companies/new/", companies.new_company, name="new_company"),
    path("companies/<slug:slug>/", companies.company, name="company"),
    path("companies/<slug:slug>/edit/", companies.edit, name="edit_company"),
    path("companies/<slug:slug>/delete/", companies.delete, name="delete_company"),
    path("settings/", own.settings, name="settings"),
    path("work-date/", own.work_date_page, name="work_date"),
]
