from django.urls import path

from disbursement.views import entries, lines

app_name = "disbursement"

urlpatterns = [
    path("von/", lines.LineList.as_view(), name="line_list"),
    path("von/chung-tu/", lines.VoucherList.as_view(), name="voucher_list"),
    path("von/giao/", entries.RecordMovement.as_view(), name="movement"),
    path("von/<uuid:pk>/", lines.LineStatement.as_view(), name="line"),
    path("von/<uuid:pk>/chung-tu/", entries.RecordVoucher.as_view(), name="record_voucher"),
    path("von/chung-tu/<uuid:pk>/dao/", entries.ReverseVoucher.as_view(), name="reverse_voucher"),
]
