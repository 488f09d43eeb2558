def main():
    from orders import importing

    importing.main()
