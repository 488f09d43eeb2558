from labtrace import mark

mark("top", __name__)
import helper
helper.run_if_main()
