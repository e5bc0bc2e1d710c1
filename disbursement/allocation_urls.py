"""Pages from needs to allocation, part of disbursement.urls."""

from django.urls import path

from disbursement.views import allocation_papers, allocations, alternatives, need_totals, needs

PLAN = "von/phuong-an/<uuid:pk>/"
CRITERION = PLAN + "tieu-chi/<int:criterion_pk>/"
ALTERNATIVE = PLAN + "cach-chia/<int:alternative_pk>/"

urlpatterns = [
    path("von/nhu-cau/", needs.NeedList.as_view(), name="needs"),
    path("von/nhu-cau/theo-don-vi/", need_totals.NeedTotals.as_view(), name="need_totals"),
    path("von/nhu-cau/them/", needs.NeedAdd.as_view(), name="need_add"),
    path("von/nhu-cau/<uuid:pk>/", needs.NeedPage.as_view(), name="need"),
    path("von/nhu-cau/<uuid:pk>/sua/", needs.NeedEdit.as_view(), name="need_edit"),
    path("von/nhu-cau/<uuid:pk>/gui/", needs.NeedSubmit.as_view(), name="need_submit"),
    path("von/nhu-cau/<uuid:pk>/tiep-nhan/", needs.NeedAccept.as_view(), name="need_accept"),
    path("von/nhu-cau/<uuid:pk>/tra-lai/", needs.NeedReturn.as_view(), name="need_return"),
    path("von/phuong-an/", allocations.AllocationList.as_view(), name="allocations"),
    path("von/phuong-an/them/", allocations.AllocationAdd.as_view(), name="allocation_add"),
    path(PLAN, allocations.AllocationPage.as_view(), name="allocation"),
    path(f"{PLAN}sua/", allocations.AllocationEdit.as_view(), name="allocation_edit"),
    path(f"{PLAN}tieu-chi/them/", alternatives.CriterionAdd.as_view(), name="criterion_add"),
    path(CRITERION, alternatives.CriterionEdit.as_view(), name="criterion_edit"),
    path(f"{CRITERION}bo/", alternatives.CriterionRemove.as_view(), name="criterion_remove"),
    path(f"{PLAN}cach-chia/them/", alternatives.AlternativeAdd.as_view(), name="alternative_add"),
    path(ALTERNATIVE, alternatives.AlternativeEdit.as_view(), name="alternative_edit"),
    path(f"{ALTERNATIVE}tinh-lai/", alternatives.AlternativeWorkOut.as_view(), name="alternative_work_out"),
    path(f"{ALTERNATIVE}bo/", alternatives.AlternativeRemove.as_view(), name="alternative_remove"),
    path(f"{ALTERNATIVE}chon/", allocation_papers.AlternativeChoose.as_view(), name="alternative_choose"),
    path(f"{ALTERNATIVE}muc-rieng/", alternatives.LimitAdd.as_view(), name="limit_add"),
    path(f"{ALTERNATIVE}muc-rieng/<int:limit_pk>/bo/", alternatives.LimitRemove.as_view(), name="limit_remove"),
    path(f"{PLAN}to-trinh/", allocation_papers.AllocationPaper.as_view(), name="allocation_paper"),
    path(f"{PLAN}du-thao/", allocation_papers.AllocationDraft.as_view(), name="allocation_draft"),
]
