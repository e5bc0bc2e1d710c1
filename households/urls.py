"""Pages of the registry."""

from django.urls import include, path

from households.views import household, lists, members, recognition, results, review, rounds

HOUSEHOLD = "ho/<uuid:pk>/"
REVIEW = "phieu/<uuid:pk>/"
ROUND = "ra-soat/<int:round_id>/"

household_urls = [
    path("ho/", lists.HouseholdList.as_view(), name="list"),
    path("ho/them/", household.RegisterPage.as_view(), name="register"),
    path(HOUSEHOLD, household.HouseholdPage.as_view(), name="detail"),
    path(f"{HOUSEHOLD}sua/", household.DetailsPage.as_view(), name="edit"),
    path(f"{HOUSEHOLD}chuyen-noi-o/", household.MovePage.as_view(), name="move"),
    path(f"{HOUSEHOLD}dong-ho-so/", household.ClosePage.as_view(), name="close"),
    path(f"{HOUSEHOLD}lap-nham/", household.DiscardPage.as_view(), name="discard"),
    path(f"{HOUSEHOLD}doi-chu-ho/", household.HeadPage.as_view(), name="change_head"),
    path(f"{HOUSEHOLD}thanh-vien/them/", members.AddMember.as_view(), name="member_add"),
    path(f"{HOUSEHOLD}thanh-vien/<uuid:member_pk>/", members.EditMember.as_view(), name="member_edit"),
    path(f"{HOUSEHOLD}thanh-vien/<uuid:member_pk>/roi-ho/", members.LeaveMember.as_view(), name="member_leave"),
    path(f"{HOUSEHOLD}thanh-vien/<uuid:member_pk>/so-dinh-danh/", household.RevealCitizenId.as_view(), name="reveal"),
    path(f"{HOUSEHOLD}ra-soat/<int:round_id>/", review.StartReview.as_view(), name="start_review"),
    path(REVIEW, review.ReviewPage.as_view(), name="review"),
    path(f"{REVIEW}ket-qua/", review.ResultPage.as_view(), name="result"),
    path(f"{REVIEW}tinh-ket-qua/", results.ScoreReview.as_view(), name="score"),
    path(f"{REVIEW}sua-lai/", results.ReopenReview.as_view(), name="reopen"),
    path(f"{REVIEW}tra-lai/", results.ReturnReview.as_view(), name="return_review"),
    path(f"{REVIEW}xac-nhan/", results.DecideReview.as_view(), name="decide"),
    path(f"{REVIEW}de-lai/", results.LeaveReview.as_view(), name="leave"),
    path(f"{REVIEW}ra-soat-lai/", results.TakeUpReview.as_view(), name="take_up"),
    path(f"{REVIEW}dinh-chinh/", results.CorrectReview.as_view(), name="correct"),
    path(f"{REVIEW}chi-so/<slug:indicator>/", results.OverridePage.as_view(), name="override"),
    path(f"{REVIEW}<slug:slug>/", review.SectionPage.as_view(), name="section"),
    path("ra-soat/", rounds.RoundList.as_view(), name="rounds"),
    path("ra-soat/mo-dot/", rounds.OpenRound.as_view(), name="round_open"),
    path(ROUND, recognition.RoundPage.as_view(), name="round"),
    path(f"{ROUND}xac-nhan/", recognition.ConfirmResults.as_view(), name="round_confirm"),
    path(f"{ROUND}de-lai/", recognition.LeaveUnreviewed.as_view(), name="round_leave"),
    path(f"{ROUND}cong-nhan/", recognition.RecogniseRound.as_view(), name="round_recognise"),
    path(f"{ROUND}dinh-chinh/", recognition.PublishCorrections.as_view(), name="round_correct"),
    path(f"{ROUND}lap-danh-sach/", rounds.ListForRound.as_view(), name="round_list"),
]

urlpatterns = [
    path("", include((household_urls, "households"))),
]
