/// A text of the form `Vietnamese (English)`, taken apart. Both halves may have parentheses of their own.
struct BothLanguages {
    let vietnamese: Substring
    let english: Substring

    init?(_ text: String) {
        guard text.last == ")" else { return nil }
        var depth = 0
        let opening = text.indices.last { place in
            switch text[place] {
            case ")": depth += 1
            case "(": depth -= 1
            default: break
            }
            return depth == 0
        }
        guard let opening, opening > text.startIndex, text[text.index(before: opening)].isWhitespace else { return nil }
        vietnamese = text[..<opening]
        english = text[text.index(after: opening)...].dropLast()
    }

    /// Vietnamese shows by its letters. English has none of them but in the name of the city.
    var areWhatTheyShould: Bool {
        vietnamese.contains(where: \.isVietnamese) && english.contains { $0.isASCII && $0.isLetter }
            && !english.replacing("Huế", with: "").contains(where: \.isVietnamese)
    }
}

extension Character {
    fileprivate var isVietnamese: Bool { isLetter && !isASCII }
}
