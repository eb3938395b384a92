import Identity

/// What the page says on which somebody gets new recovery codes.
enum RenewRecoveryCodesTexts {
    static let title = Bilingual("Tạo mã dự phòng mới", "Make new recovery codes")
    static let explanation = Bilingual(
        "Khi các mã dự phòng đã dùng gần hết, bị thất lạc hoặc người khác đã nhìn thấy, hãy tạo bộ mã mới. "
            + "Các mã cũ sẽ hết hiệu lực ngay.",
        "Make new ones when the old ones are nearly used up, are lost, or somebody has seen them. "
            + "The old ones end at once.")
    static let left = Bilingual("Số mã cũ chưa dùng", "Old codes not used yet")
    static let submit = Bilingual("Tạo mã mới", "Make new codes")
    static let back = Bilingual("Không, quay lại", "No, go back")
}
