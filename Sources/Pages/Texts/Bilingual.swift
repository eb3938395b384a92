/// A text in both languages: one that lacks a translation doesn't compile.
struct Bilingual: Sendable {
    let vietnamese: String
    let english: String

    init(_ vietnamese: String, _ english: String) {
        self.vietnamese = vietnamese
        self.english = english
    }

    func callAsFunction(_ language: Language) -> String {
        switch language {
        case .vietnamese: vietnamese
        case .english: english
        }
    }
}
