from django.urls import path

from accounts.views import audit, clients, session, users

app_name = "accounts"

urlpatterns = [
    path("dang-nhap/", session.SignIn.as_view(), name="sign_in"),
    path("dang-xuat/", session.SignOut.as_view(), name="sign_out"),
    path("doi-mat-khau/", session.ChangePassword.as_view(), name="change_password"),
    path("chuc-danh/", session.ChoosePost.as_view(), name="choose_post"),
    path("nguoi-dung/", users.UserList.as_view(), name="users"),
    path("nguoi-dung/them/", users.UserAdd.as_view(), name="user_add"),
    path("nguoi-dung/<int:pk>/", users.UserPage.as_view(), name="user"),
    path("nguoi-dung/<int:pk>/phan-cong/", users.PostAdd.as_view(), name="post_add"),
    path("nguoi-dung/<int:pk>/mat-khau/", users.ResetPassword.as_view(), name="reset_password"),
    path("nguoi-dung/<int:pk>/mo-khoa/", users.Unlock.as_view(), name="unlock"),
    path("phan-cong/<int:pk>/ket-thuc/", users.PostEnd.as_view(), name="post_end"),
    path("he-thong-ket-noi/", clients.ClientList.as_view(), name="clients"),
    path("he-thong-ket-noi/them/", clients.ClientAdd.as_view(), name="client_add"),
    path("he-thong-ket-noi/<int:pk>/thu-hoi/", clients.ClientRevoke.as_view(), name="client_revoke"),
    path("nhat-ky/", audit.EventList.as_view(), name="events"),
    path("nhat-ky/kiem-tra/", audit.VerifyEvents.as_view(), name="verify_events"),
]
