import Identity

/// Why the keys that VNeID seals to stay as they are.
package enum EnvelopeKeyRefusal: Error, Hashable, Sendable {
    /// What is sealed to the key that is there is to be opened still.
    case alreadyThere
    /// VNeID has to go over to the newer one before there is another.
    case alreadyTwo
    /// Nothing would open what VNeID seals.
    case noSuccessor

    package var text: Bilingual {
        switch self {
        case .alreadyThere:
            Bilingual(
                "đã có khóa (hue-sso vneid show-key); --successor tạo khóa kế tiếp bên cạnh",
                "there is a key already (hue-sso vneid show-key); --successor makes another beside it")
        case .alreadyTwo:
            Bilingual(
                "đã có hai khóa; hãy bỏ khóa cũ bằng hue-sso vneid retire-key trước",
                "there are two keys already; retire the older one first (hue-sso vneid retire-key)")
        case .noSuccessor:
            Bilingual(
                "chưa có khóa kế tiếp để thay; hãy chạy hue-sso vneid make-key --successor trước",
                "there is no other key to take its place; run hue-sso vneid make-key --successor first")
        }
    }
}
